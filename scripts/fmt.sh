# ./x fmt
git ls-files -z '*.cc' '*.h' | xargs -0 clang-format-16 -i
